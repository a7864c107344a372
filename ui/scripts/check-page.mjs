// What the page's lint cannot know of: every text used exists in both
// languages, no words stand in a component, the tiers are kept, files stay short.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FluentResource } from '@fluent/bundle'
import { parse } from 'vue/compiler-sfc'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'src')
const texts = join(root, '../assets/i18n')
const languages = ['zh-CN', 'en']
/** Languages that may lack texts; what they have must be the same messages. */
const prepared = ['ug']
/** Texts that belong to the program's other side, not to the page. */
const foreign = (name) => name.endsWith('errors.ftl') || name === 'cli.ftl' || name === 'rules.ftl' || name === 'print.ftl'
const longest = 600

const faults = []
const fault = (file, text) => faults.push(`${relative(root, file)}: ${text}`)

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : [path]
  })
}

/** Names of the variables of a parsed pattern. */
function variables(pattern, found = new Set()) {
  if (Array.isArray(pattern)) for (const part of pattern) variables(part, found)
  else if (pattern && typeof pattern === 'object') {
    if (pattern.type === 'var') found.add(pattern.name)
    for (const value of Object.values(pattern)) if (typeof value === 'object') variables(value, found)
  }
  return found
}

const everyone = [...languages, ...prepared]
const messages = new Map(everyone.map((language) => [language, new Map()]))
for (const language of everyone) {
  for (const path of files(join(texts, language)).filter((one) => one.endsWith('.ftl'))) {
    const text = readFileSync(path, 'utf8')
    for (const entry of new FluentResource(text).body) {
      if (messages.get(language).has(entry.id)) fault(path, `${entry.id} is written twice`)
      messages.get(language).set(entry.id, { own: !foreign(basename(path)), variables: variables(entry.value), path })
    }
    const written = text.split('\n').filter((line) => /^[a-zA-Z][\w-]* *=/.test(line)).length
    const read = new FluentResource(text).body.length
    if (written !== read) fault(path, `${written} messages are written, ${read} can be read`)
  }
}
const [first, second] = languages.map((language) => messages.get(language))
for (const [id, one] of first) {
  const other = second.get(id)
  if (!other) fault(one.path, `${id} is missing in ${languages[1]}`)
  else if ([...one.variables].sort().join() !== [...other.variables].sort().join()) {
    fault(one.path, `${id} has other variables in ${languages[1]}`)
  }
}
for (const [id, one] of second) if (!first.has(id)) fault(one.path, `${id} is missing in ${languages[0]}`)
for (const language of prepared) {
  for (const [id, one] of messages.get(language)) {
    const original = first.get(id)
    if (!original) fault(one.path, `${id} is missing in ${languages[0]}`)
    else if ([...one.variables].sort().join() !== [...original.variables].sort().join()) {
      fault(one.path, `${id} has other variables than in ${languages[0]}`)
    }
  }
}

const used = new Set()
/** Patterns of identifiers that are put together at run time. */
const patterns = []

function use(path, key) {
  used.add(key)
  if (!first.has(key)) fault(path, `no text ${key}`)
}
function usePattern(path, pattern) {
  const expression = new RegExp(`^${pattern}$`)
  patterns.push(expression)
  if (![...first.keys()].some((id) => expression.test(id))) fault(path, `no text like ${pattern}`)
}
const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const words = /\p{L}{2,}/u
const cjk = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/

/** Text nodes and spoken attributes of a template that carry words of their own. */
function visible(path, node, inside = []) {
  if (node.type === 2 && words.test(node.content) && !inside.includes('kbd')) {
    fault(path, `words in the template: ${node.content.trim().slice(0, 40)}`)
  }
  for (const property of node.props ?? []) {
    if (property.type === 6 && ['placeholder', 'title', 'alt', 'aria-label', 'label'].includes(property.name)) {
      if (property.value && words.test(property.value.content)) fault(path, `words in ${property.name}`)
    }
  }
  for (const child of node.children ?? []) if (typeof child === 'object') visible(path, child, [...inside, node.tag])
}

const tiers = ['backend', 'shared', 'features', 'views']
function tierOf(path) {
  const folder = relative(source, path).split('/')[0]
  return tiers.indexOf(folder)
}
function resolve(path, target) {
  if (target.startsWith('@/')) return join(source, target.slice(2))
  if (target.startsWith('.')) return join(path, '..', target)
  return null
}

for (const path of files(source)) {
  if (!/\.(vue|ts)$/.test(path)) continue
  const text = readFileSync(path, 'utf8')
  if (text.split('\n').length > longest && !path.endsWith('generated.ts')) fault(path, `longer than ${longest} lines`)
  if (path.endsWith('.test.ts')) continue

  for (const [, key] of text.matchAll(/(?<![\w.])(?:t|has)\(\s*'([\w-]+)'/g)) use(path, key)
  for (const [, key] of text.matchAll(/key: '((?:demand|people|classes)-[\w-]+)'/g)) use(path, key)
  for (const [, prefix] of text.matchAll(/(?<![\w.])named\(\s*'([\w-]+)'/g)) usePattern(path, `${literal(prefix)}[\\w-]+`)
  for (const [, template] of text.matchAll(/`([a-z][\w-]*-\$\{[^`]*)`/g)) {
    if (/^(test|palette|person|wish|site|capacity-\$\{input|hatch)/.test(template) && !/^people|^capacity-(form|kind|about)/.test(template)) continue
    const pattern = template.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '\u0000').split('\u0000').map(literal).join('[\\w-]+')
    if (new RegExp(`(?:t|has)\\(\`${literal(template)}\``).test(text) || /const (id|key) = `/.test(text)) usePattern(path, pattern)
  }

  const code = text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(^|\s)\/\/.*$/gm, '')
  if (cjk.test(code)) fault(path, `words of a language in the code: ${cjk.exec(code)?.[0]}`)
  if (path.endsWith('.vue')) {
    const { descriptor } = parse(text, { filename: path })
    if (descriptor.template?.ast) visible(path, descriptor.template.ast)
  }

  const tier = tierOf(path)
  for (const [, target] of text.matchAll(/(?:from|import\()\s*'([^']+)'/g)) {
    if (target.startsWith('@tauri-apps') && tier !== 0) fault(path, 'only backend/ may know a host')
    const resolved = resolve(path, target)
    if (!resolved || tier < 0) continue
    const other = tierOf(resolved)
    if (other > tier) fault(path, `${tiers[tier]}/ must not use ${tiers[other]}/`)
    if (tier === 2 && other === 2) {
      const feature = (one) => relative(source, one).split('/')[1]
      if (feature(path) !== feature(resolved)) fault(path, `a feature must not use another: ${target}`)
    }
  }
}

for (const [id, one] of first) {
  if (!one.own || /^[A-Z]/.test(id)) continue
  if (!used.has(id) && !patterns.some((pattern) => pattern.test(id))) fault(one.path, `${id} is used nowhere`)
}

if (faults.length > 0) {
  process.stderr.write(`${faults.join('\n')}\n${faults.length} faults\n`)
  process.exit(1)
}
process.stdout.write(`${first.size} texts in ${languages.length} languages, all used ones present\n`)
