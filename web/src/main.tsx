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
import './styles/storedConversations.css';
import { ApiAccess } from './wire/apiAccess';
import { ChatHub } from './wire/chatHub';
import { ConversationStore } from './wire/conversationStore';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no element with the id "root".');
}

// A browser that is told to keep nothing throws.
function tabStorage(): Storage | undefined {
  try {
    return window.sessionStorage;
  } catch {
    return undefined;
  }
}

const api = new ApiAccess(tabStorage());
const hub = new ChatHub(api);
const store = new ConversationStore(api);
hub.start();
createRoot(root).render(
  <StrictMode>
    <App api={api} hub={hub} store={store} />
  </StrictMode>,
);
