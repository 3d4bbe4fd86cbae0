// The official OpenAI client, with tools: node tools.mjs SERVER_URL; prints what it saw as one JSON line.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: `${process.argv[2]}v1`, apiKey: 'unused', maxRetries: 0 });
const tools = [{
  type: 'function',
  function: { name: 'weather', description: 'The weather.', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
}];
const messages = [{ role: 'user', content: 'How is the weather in Oslo?' }];
const request = { model: (await client.models.list()).data[0].id, messages, tools, tool_choice: 'auto' };

const called = (await client.chat.completions.create(request)).choices[0];
const streamed = await client.chat.completions.stream(request).finalChatCompletion();
const call = called.message.tool_calls[0];
const answer = await client.chat.completions.create({
  ...request,
  messages: [...messages, called.message, { role: 'tool', tool_call_id: call.id, content: '{"sky":"clear"}' }],
});
console.log(JSON.stringify({ called, streamed: streamed.choices[0], answer: answer.choices[0] }));
