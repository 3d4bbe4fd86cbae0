export function ProbabilityBar({ probability }: { probability: number | null }) {
  return (
    <svg className="probability-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect className="track" width="100" height="6" />
      <rect className="fill" width={probability === null ? 0 : Math.max(1, probability * 100)} height="6" />
    </svg>
  );
}
