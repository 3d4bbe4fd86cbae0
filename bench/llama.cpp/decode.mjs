// llama.cpp's greedy decoding speed: node decode.mjs FILE THREADS; each line of standard input is [{"ids":[],"tokens":n}], each
// line of output {"tokensPerSecond":n}, the prompts' own passes left out.
import { createInterface } from 'node:readline';
import { getLlama } from 'node-llama-cpp';

const threads = Number(process.argv[3]);
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: threads, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 1024, threads });
const sequence = context.getSequence();
for await (const line of createInterface({ input: process.stdin })) {
  let decoded = 0;
  let milliseconds = 0;
  for (const { ids, tokens } of JSON.parse(line)) {
    await sequence.clearHistory();
    let written = 0;
    let started = 0;
    for await (const _ of sequence.evaluate(ids, { temperature: 0, yieldEogToken: true })) {
      if (written === 0) started = performance.now();
      written++;
      if (written > tokens) break;
    }
    decoded += written - 1;
    milliseconds += performance.now() - started;
  }
  console.log(JSON.stringify({ tokensPerSecond: (decoded * 1000) / milliseconds }));
}
await llama.dispose();
