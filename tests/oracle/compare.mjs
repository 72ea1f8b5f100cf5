// Compares our results with those of rdf-validate-shacl, another engine of SHACL Core.
//   node compare.mjs FOLDER     (made by rednode_oracle)
// Prints each difference and ends with a summary; exit code 1 where there is one.
import fs from 'node:fs'
import path from 'node:path'
import { Parser } from 'n3'
import rdf from '@zazuko/env'
import SHACLValidator from 'rdf-validate-shacl'

const folder = process.argv[2]
const SH = 'http://www.w3.org/ns/shacl#'
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

function read (file) {
  const text = fs.readFileSync(path.join(folder, file), 'utf8')
  return rdf.dataset(new Parser({ format: 'N-Triples', blankNodePrefix: '', factory: rdf }).parse(text))
}

function term (node) {
  if (!node) return ''
  if (node.termType === 'NamedNode') return `<${node.value}>`
  if (node.termType === 'BlankNode') return `_:${node.value}`
  const escaped = JSON.stringify(node.value).slice(1, -1).replace(/\\\\/g, '\\\\')
  if (node.language) return `"${escaped}"@${node.language}`
  if (node.datatype.value === 'http://www.w3.org/2001/XMLSchema#string') return `"${escaped}"`
  return `"${escaped}"^^<${node.datatype.value}>`
}

// A path as a SPARQL property path, as rednode writes it.
function pathText (report, node) {
  if (!node) return ''
  if (node.termType === 'NamedNode') return `<${node.value}>`
  const object = (subject, predicate) => {
    for (const quad of report.match(subject, rdf.namedNode(predicate))) return quad.object
  }
  const list = head => {
    const members = []
    while (head && head.value !== RDF + 'nil') {
      members.push(object(head, RDF + 'first'))
      head = object(head, RDF + 'rest')
    }
    return members
  }
  const one = part => part.termType === 'NamedNode' ? `<${part.value}>` : `(${pathText(report, part)})`
  if (object(node, RDF + 'first')) return list(node).map(p => pathText(report, p)).join('/')
  const alternative = object(node, SH + 'alternativePath')
  if (alternative) return list(alternative).map(p => pathText(report, p)).join('|')
  const inverse = object(node, SH + 'inversePath')
  if (inverse) return '^' + one(inverse)
  for (const [name, sign] of [['zeroOrMorePath', '*'], ['oneOrMorePath', '+'], ['zeroOrOnePath', '?']]) {
    const inner = object(node, SH + name)
    if (inner) return one(inner) + sign
  }
  return '?'
}

const ours = new Map()
for (const line of fs.readFileSync(path.join(folder, 'ours.tsv'), 'utf8').split('\n')) {
  if (!line) continue
  const [document, level, ...rest] = line.split('\t')
  const key = document + ' ' + level
  if (!ours.has(key)) ours.set(key, new Set())
  ours.get(key).add(rest.join('\t'))
}

const documents = fs.readdirSync(folder).filter(f => /^\d+\.nt$/.test(f)).map(f => f.replace('.nt', ''))
documents.sort((a, b) => a - b)
let compared = 0
let results = 0
let differences = 0
for (const level of ['public', 'restricted', 'non-public']) {
  const shapes = read(level + '.shapes.nt')
  // All that is imported is in the file already, and nothing is fetched.
  shapes.deleteMatches(null, rdf.namedNode('http://www.w3.org/2002/07/owl#imports'))
  // Not SHACL Core: neither engine has it.
  shapes.deleteMatches(null, rdf.namedNode(SH + 'sparql'))
  // Its guard against recursion gives up on a literal that stands in more than 50 places.
  const validator = new SHACLValidator(shapes, { factory: rdf, maxNodeChecks: 0 })
  for (const document of documents) {
    const data = read(document + '.nt')
    const own = new Set(fs.readFileSync(path.join(folder, document + '.focus'), 'utf8').split('\n'))
    const report = await validator.validate(data)
    const theirs = new Set()
    for (const result of report.results) {
      const focus = term(result.focusNode)
      if (!own.has(focus)) continue // a term that only the vocabularies speak of
      theirs.add([focus, pathText(report.dataset, result.path), result.sourceConstraintComponent.value,
        result.severity.value].join('\t'))
    }
    const mine = ours.get(document + ' ' + level) ?? new Set()
    const name = fs.readFileSync(path.join(folder, document + '.name'), 'utf8')
    for (const line of theirs) {
      if (!mine.has(line)) { differences++; console.log(`only theirs: ${name} ${level}: ${line}`) }
    }
    for (const line of mine) {
      if (!theirs.has(line)) { differences++; console.log(`only ours: ${name} ${level}: ${line}`) }
    }
    compared++
    results += mine.size
  }
}
console.log(`${compared} validations of ${documents.length} documents, ${results} results, ${differences} differences`)
process.exit(differences ? 1 : 0)
