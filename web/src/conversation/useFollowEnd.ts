import { useCallback, useEffect, useRef, useState } from 'react';

const nearEnd = 48;

/** Keeps the end of a growing text in view while the reader is there. A new turn always brings its end into view. */
export function useFollowEnd(turnCount: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const followingNow = useRef(true);
  const [following, setFollowing] = useState(true);

  const follow = useCallback((on: boolean) => {
    followingNow.current = on;
    setFollowing(on);
  }, []);

  // Arriving at the end is a scroll like any other: it makes the reader a follower again.
  const goToEnd = useCallback(() => {
    followingNow.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);

  useEffect(goToEnd, [turnCount, goToEnd]);

  useEffect(() => {
    const [outer, inner] = [scroller.current, content.current];
    if (outer === null || inner === null) {
      return;
    }
    const grown = new ResizeObserver(() => {
      if (followingNow.current) {
        outer.scrollTop = outer.scrollHeight;
      }
    });
    // The text may have grown since the scroll, so distance from the end alone does not tell that the reader left it.
    let lastTop = outer.scrollTop;
    const scrolled = () => {
      if (outer.scrollHeight - outer.scrollTop - outer.clientHeight < nearEnd) {
        follow(true);
      } else if (outer.scrollTop < lastTop) {
        follow(false);
      }
      lastTop = outer.scrollTop;
    };
    grown.observe(inner);
    grown.observe(outer);
    outer.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      grown.disconnect();
      outer.removeEventListener('scroll', scrolled);
    };
  }, [follow]);

  return { scroller, content, following, goToEnd };
}
