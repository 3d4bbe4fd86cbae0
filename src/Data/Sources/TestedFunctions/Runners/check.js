// Runs each program of a JSON list in its own context, which has nothing but the language and assert, and prints one
// letter for each: p(ass), f(ail), s(yntax error) or t(imeout).
const assert = require('assert');
const fs = require('fs');
const vm = require('vm');

function check(program) {
  let script;
  try {
    script = new vm.Script(program);
  } catch {
    return 's';
  }

  const require = name => {
    if (name !== 'assert') {
      throw new Error(name);
    }

    return assert;
  };
  try {
    script.runInNewContext({ require, console: { log() {} } }, { timeout: 500 });
    return 'p';
  } catch (e) {
    return e && e.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 't' : 'f';
  }
}

console.log(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')).map(check).join(''));
