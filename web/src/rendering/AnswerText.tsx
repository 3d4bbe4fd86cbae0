import { memo } from 'react';
import { readBlocks, type Block } from './blocks';
import { BoldText } from './BoldText';
import { CodeBlock } from './CodeBlock';
import { PipeTable } from './PipeTable';

/** The text of an answer. It is only ever set as text: nothing a model writes can become markup or a link. */
export const AnswerText = memo(function AnswerText({ text }: { text: string }) {
  return (
    <div className="answer-text" dir="auto">
      {readBlocks(text).map((block, index) => (
        <AnswerBlock key={index} block={block} />
      ))}
    </div>
  );
});

function AnswerBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir="auto">
          <BoldText text={block.text} />
        </p>
      );
    case 'heading':
      return (
        <h3 dir="auto">
          <BoldText text={block.text} />
        </h3>
      );
    case 'code':
      return <CodeBlock language={block.language} text={block.text} />;
    case 'table':
      return <PipeTable header={block.header} rows={block.rows} />;
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <BoldText text={item} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
  }
}
