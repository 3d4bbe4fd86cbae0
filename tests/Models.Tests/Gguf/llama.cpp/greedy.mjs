// llama.cpp on a GGUF file: node greedy.mjs FILE < {"prompts":[[ids]],"steps":n,"texts":[""]}; prints its greedy ids and its
// tokenisation of the texts as one JSON line.
import { getLlama } from 'node-llama-cpp';

// Not readFileSync: it fails where the pipe is empty for a moment.
const input = [];
for await (const chunk of process.stdin) input.push(chunk);
const { prompts, steps, texts } = JSON.parse(Buffer.concat(input).toString('utf8'));
const llama = await getLlama({ gpu: false, build: 'never', maxThreads: 2, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 256 });
const sequence = context.getSequence();
const written = [];
for (const prompt of prompts) {
  await sequence.clearHistory();
  const ids = [];
  for await (const id of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    ids.push(id);
    if (ids.length === steps) break;
  }
  written.push(ids);
}
const { bos, eos } = model.tokens;
console.log(JSON.stringify({ written, bos: bos ?? -1, eos, tokens: texts.map((text) => model.tokenize(text, true)) }));
await llama.dispose();
