export function Question({ text }: { text: string }) {
  return (
    <div className="question" dir="auto">
      <span className="visually-hidden">You asked: </span>
      {text}
    </div>
  );
}
