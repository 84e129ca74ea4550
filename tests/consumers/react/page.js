import { createElement as h, useEffect, useState } from 'react';

export function Page() {
  const [depth, setDepth] = useState(6);
  useEffect(() => void import('gradient-flow'), []);
  return h('main', null,
    h('button', { onClick: () => setDepth(depth + 1) }, 'Deeper'),
    h('gradient-flow', { activation: 'relu', init: 'he-normal', depth, 'learning-rate': 0.1, autoplay: false }, h('a', { href: '#' }, 'Another place')));
}
