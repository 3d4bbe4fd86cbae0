export function CodeBlock({ language, text }: { language: string; text: string }) {
  return (
    <figure className="code-block" dir="ltr">
      {language !== '' && <figcaption>{language}</figcaption>}
      <pre tabIndex={0} aria-label={language === '' ? 'Code' : `${language} text`}>
        <code>{text}</code>
      </pre>
    </figure>
  );
}
