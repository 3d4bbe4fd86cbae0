// The real SignalR client against a running server: node hub.mjs WEB_FOLDER SERVER_URL; prints what it saw as one JSON line.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [web, server] = process.argv.slice(2);
const { HubConnectionBuilder, LogLevel } = createRequire(join(resolve(web), 'package.json'))('@microsoft/signalr');
const connection = new HubConnectionBuilder().withUrl(`${server}hubs/chat`).configureLogging(LogLevel.None).build();

const ask = (options, stopAtText) =>
  new Promise((done, fail) => {
    const types = [];
    const request = { messages: [{ role: 'user', content: 'Tell me a long story.' }], markers: { lang: 'German' }, options };
    const subscription = connection.stream('StreamReply', request).subscribe({
      next(event) {
        types.push(event.type);
        if (stopAtText && event.type === 'text') {
          subscription.dispose();
          done(types);
        }
      },
      complete: () => done(types),
      error: fail,
    });
  });

await connection.start();
const whole = await ask({ maxOutputTokens: 8, temperature: 0 }, false);
const stopped = await ask({ maxOutputTokens: 100000, temperature: 0 }, true);
const after = await ask({ maxOutputTokens: 8, temperature: 0 }, false);
console.log(JSON.stringify({ whole, stopped, after }));
await connection.stop();
