// Hugging Face's own libraries on an exported folder: node load.mjs FOLDER < {"texts":[""],"conversations":[{"messages":[],"tools":[]}]};
// prints the texts' ids by the Rust tokenizer and by the JavaScript one, and the chat template's prompts, as one JSON line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import rust from '@anush008/tokenizers';
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';

const folder = process.argv[2];
const read = (file) => readFileSync(join(folder, file), 'utf8');
const { texts, conversations } = JSON.parse(readFileSync(0, 'utf8'));
const native = rust.Tokenizer.fromFile(join(folder, 'tokenizer.json'));
const script = new Tokenizer(JSON.parse(read('tokenizer.json')), JSON.parse(read('tokenizer_config.json')));
const ids = [];
for (const text of texts) {
  ids.push((await native.encode(text, null, { addSpecialTokens: false })).getIds());
}
const template = new Template(read('chat_template.jinja'));
console.log(JSON.stringify({
  native: ids,
  script: texts.map((text) => script.encode(text, { add_special_tokens: false }).ids),
  prompts: conversations.map((conversation) => template.render({ ...conversation, add_generation_prompt: true })),
}));
