import { CodeBlock } from '../rendering/CodeBlock';
import type { ToolCall } from './reply';

export function ToolCalls({ calls }: { calls: readonly ToolCall[] }) {
  return calls.map((call, index) => (
    <CodeBlock key={index} language={`Calls ${call.name}`} text={JSON.stringify(call.arguments, null, 2)} />
  ));
}
