import type { ReactNode } from 'react';
import { Icon } from '../icons/Icon';
import { useFollowEnd } from './useFollowEnd';

/** Scrolls with the answer as it is written, until the reader scrolls away; a button leads back. */
export function Transcript({ turnCount, children }: { turnCount: number; children: ReactNode }) {
  const { scroller, content, following, goToEnd } = useFollowEnd(turnCount);
  return (
    <div className="transcript-frame">
      <div className="transcript" ref={scroller} role="region" aria-label="Conversation" tabIndex={-1}>
        <div className="column turns" ref={content}>
          {children}
        </div>
      </div>
      {!following && (
        <button type="button" className="go-to-end" onClick={goToEnd}>
          <Icon name="down" />
          Latest
        </button>
      )}
    </div>
  );
}
