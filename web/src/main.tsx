import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './page/App';
import './styles/base.css';
import './styles/page.css';
import './styles/conversation.css';
import './styles/answerText.css';
import './styles/composer.css';
import './styles/examples.css';
import './styles/markers.css';
import './styles/panel.css';
import { ChatHub } from './wire/chatHub';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with the id "root".');
}

const hub = new ChatHub();
hub.start();
createRoot(root).render(
  <StrictMode>
    <App hub={hub} />
  </StrictMode>,
);
