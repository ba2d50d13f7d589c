export const AdminPage = () => <main id="content" />
