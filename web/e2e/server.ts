import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GenerationStatus } from '../src/wire/contracts';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const defaultModel = resolve(repository, 'models/default');

/** The model folder under test: the committed one, or TM_MODEL. */
export const modelFolder = process.env['TM_MODEL'] === undefined ? defaultModel : resolve(process.env['TM_MODEL']);

/** Whether answers can be held to what they say: any other model folder may hold a model that has learnt nothing. */
export const isDefaultModel = modelFolder === defaultModel;

const startMilliseconds = 60_000;

/** The chat server as its users run it: a process of its own with the built page and a model folder. */
export class Server {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #database: string;

  private constructor(url: string, process: ChildProcess, database: string) {
    this.url = url;
    this.#process = process;
    this.#database = database;
  }

  /** Port 0 takes a free one. */
  static async start(port = 0, more: readonly string[] = []): Promise<Server> {
    const page = resolve(repository, 'web/dist');
    const database = join(mkdtempSync(join(tmpdir(), 'tm-e2e-')), 'server.db');
    const settings = ['--model', modelFolder, '--page', page, '--database', database, '--port', String(port), ...more];
    const child = spawn('dotnet', [serverAssembly(), ...settings], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await listeningAddress(child);
    return new Server(url, child, database);
  }

  /** Makes an API key. */
  createKey(name: string): string {
    return execFileSync('dotnet', [serverAssembly(), 'keys', 'create', name, '--database', this.#database], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async status(): Promise<GenerationStatus> {
    return (await fetch(`${this.url}/api/status`)).json() as Promise<GenerationStatus>;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = new Promise((done) => this.#process.once('exit', done));
      this.#process.kill('SIGTERM');
      await exited;
    }
  }
}

/** What was built last: `tm` builds Release, an editor Debug. */
function serverAssembly(): string {
  const built = ['Release', 'Debug']
    .map((configuration) => resolve(repository, `src/ChatServer/bin/${configuration}/net10.0/TreasureMarkers.ChatServer.dll`))
    .filter(existsSync)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (built[0] === undefined) {
    throw new Error('The server is not built. Run `dotnet build src/ChatServer` first, or `./tm test`.');
  }
  return built[0];
}

function listeningAddress(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let output = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      failed(new Error(`The server did not listen within ${startMilliseconds / 1000} s. It wrote:\n${output}`));
    }, startMilliseconds);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /Listening on (http:\S+)/.exec(output);
      if (address?.[1] !== undefined) {
        clearTimeout(timer);
        found(address[1]);
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`The server ended with code ${code} before it listened. It wrote:\n${output}`));
    });
  });
}
