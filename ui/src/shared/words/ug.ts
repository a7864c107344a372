const texts = import.meta.glob<string>(['../../../../assets/i18n/ug/*.ftl', '!**/cli.ftl', '!**/print.ftl'], {
  query: '?raw',
  import: 'default',
  eager: true,
})

export default Object.values(texts)
