/** One accent colour and greys, 14 px text, compact controls; the same values stand as CSS variables in app.css. */
import { theme as antd, type ThemeConfig } from 'antd'

const light: ThemeConfig = {
  cssVar: { key: 'gridbook' },
  hashed: false,
  token: {
    colorPrimary: '#0b5c7d',
    colorInfo: '#0b5c7d',
    colorSuccess: '#1d7a46',
    colorWarning: '#8f5a00',
    colorWarningBorder: '#d9b25f',
    colorError: '#b3261e',
    // What antd derives from these dark tones is a grey on which the words are hard to read.
    colorSuccessBg: '#e1f1e7',
    colorWarningBg: '#fff6df',
    colorErrorBg: '#fbeceb',
    colorTextPlaceholder: '#59636c',
    // What cannot be changed any more is still to be read: antd's own grey is too light for that.
    colorTextDisabled: '#525b63',
    colorTextDescription: '#56616b',
    borderRadius: 4,
    fontSize: 14,
    motion: false,
    fontFamily: 'var(--font)',
  },
}

const dark: ThemeConfig = {
  ...light,
  algorithm: antd.darkAlgorithm,
  token: {
    borderRadius: 4,
    fontSize: 14,
    motion: false,
    fontFamily: 'var(--font)',
    colorPrimary: '#1f7396',
    colorInfo: '#1f7396',
    colorLink: '#7cc0dc',
    colorSuccess: '#6fcb98',
    colorWarning: '#e3b866',
    colorError: '#ffb3ad',
    colorBgBase: '#1a2128',
    colorTextBase: '#e6eaee',
    colorTextPlaceholder: '#a5b0b9',
    colorTextDisabled: '#a5b0b9',
    colorTextDescription: '#a5b0b9',
  },
  components: { Menu: { itemSelectedColor: '#7cc0dc', horizontalItemSelectedColor: '#7cc0dc' } },
}

export const themes = { light, dark } as const
