import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:5080';

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      '/api': server,
      '/v1': server,
      '/health': server,
      '/hubs': { target: server, ws: true },
    },
  },
  // The server's content security policy allows no data: addresses, so nothing is inlined as one.
  build: { assetsInlineLimit: 0, target: 'es2022' },
});
