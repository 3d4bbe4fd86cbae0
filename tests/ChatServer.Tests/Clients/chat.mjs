// The official OpenAI client, chatting: node chat.mjs SERVER_URL; prints what it saw as one JSON line.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: `${process.argv[2]}v1`, apiKey: 'unused', maxRetries: 0 });
const model = (await client.models.list()).data[0].id;
const retrieved = (await client.models.retrieve(model)).id;
const request = {
  model,
  messages: [{ role: 'system', content: 'Be kind.' }, { role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  temperature: 0,
  seed: 7,
  max_completion_tokens: 24,
  markers: { lang: 'German', length_tokens: 40 },
  enforce: ['length_tokens'],
};

const whole = await client.chat.completions.create(request);
let text = '';
let usage = null;
let streamed = null;
const finishes = [];
for await (const chunk of await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } })) {
  text += chunk.choices[0]?.delta.content ?? '';
  usage = chunk.usage ?? usage;
  streamed = chunk.markers ?? streamed;
  if (chunk.choices[0]?.finish_reason) finishes.push(chunk.choices[0].finish_reason);
}

const failure = async (change) => {
  try {
    await client.chat.completions.create({ ...request, ...change });
    return null;
  } catch (error) {
    return { kind: error.constructor.name, status: error.status, code: error.code, param: error.param, type: error.type };
  }
};

console.log(JSON.stringify({
  model,
  retrieved,
  whole,
  stream: { text, usage, markers: streamed, finishes },
  failures: {
    model: await failure({ model: 'gpt-9' }),
    markers: await failure({ markers: { lang: 'Klingon' } }),
    n: await failure({ n: 2 }),
    image: await failure({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }] }),
    long: await failure({ messages: [{ role: 'user', content: 'a '.repeat(70000) }] }),
  },
}));
