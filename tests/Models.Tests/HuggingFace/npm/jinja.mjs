// Hugging Face's Jinja over chat templates: node jinja.mjs PACKAGED < {"templates":{"name":"source"},"contexts":[{"messages":[]}]}; with
// "packaged" also over the templates that @huggingface/ollama-utils holds. Prints {"name":{"source":"","texts":[text, or null where it
// refuses]}} as one JSON line.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Template } from '@huggingface/jinja';

const { templates, contexts } = JSON.parse(readFileSync(0, 'utf8'));
if (process.argv[2] === 'packaged') {
  const file = fileURLToPath(new URL('./node_modules/@huggingface/ollama-utils/src/chat-template-automap.ts', import.meta.url));
  const text = readFileSync(file, 'utf8');
  const list = text.slice(text.indexOf('= [', text.indexOf('OLLAMA_CHAT_TEMPLATE_MAPPING')) + 2);
  new Function(`return ${list}`)().forEach(({ model, gguf }, index) => {
    templates[`${index} ${model}`] = gguf;
  });
}
const result = {};
for (const [name, source] of Object.entries(templates)) {
  const template = new Template(source);
  const texts = contexts.map((context) => {
    try {
      return template.render(context);
    } catch {
      return null;
    }
  });
  result[name] = { source, texts };
}
console.log(JSON.stringify(result));
