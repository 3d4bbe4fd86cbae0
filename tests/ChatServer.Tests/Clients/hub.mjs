// The real SignalR client: node hub.mjs SERVER_URL; prints what it saw as one JSON line.
import signalr from '@microsoft/signalr';

const { HubConnectionBuilder, LogLevel } = signalr;
const connection = new HubConnectionBuilder().withUrl(`${process.argv[2]}hubs/chat`).configureLogging(LogLevel.None).build();

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
