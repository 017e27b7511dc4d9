import { openIn, temporaryDirectory } from './open-sqlite.ts';
import { storeContract } from './store-contract.ts';

storeContract('the embedded store', async () => {
  const directory = temporaryDirectory();
  let store = await openIn(directory.path);
  return {
    store,
    async reopen() {
      await store.close();
      store = await openIn(directory.path);
      return store;
    },
    async end() {
      await store.close();
      directory.remove();
    },
  };
});
