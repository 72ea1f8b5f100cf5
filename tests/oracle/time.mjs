// How long rdf-validate-shacl takes for one record, in milliseconds, with shapes and vocabularies
// loaded: the median over the records of a folder that rednode_bench made.
//   node time.mjs FOLDER
import fs from 'node:fs'
import path from 'node:path'
import { Parser } from 'n3'
import rdf from '@zazuko/env'
import SHACLValidator from 'rdf-validate-shacl'

const folder = process.argv[2]
const parse = file => new Parser({ format: 'N-Triples', factory: rdf })
  .parse(fs.readFileSync(path.join(folder, file), 'utf8'))

const validator = new SHACLValidator(rdf.dataset(parse('shapes.nt')), { factory: rdf, maxNodeChecks: 0 })
const background = parse('background.nt')
const times = []
for (const file of fs.readdirSync(folder).filter(f => f.startsWith('record'))) {
  const data = rdf.dataset([...background, ...parse(file)])
  const start = process.hrtime.bigint()
  await validator.validate(data)
  times.push(Number(process.hrtime.bigint() - start) / 1e6)
}
times.sort((a, b) => a - b)
console.log(times[Math.floor(times.length / 2)])
