export const DispatchPage = () => <main id="content" />
