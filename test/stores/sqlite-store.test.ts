import { giveBack, reopen, spareStore } from './spare-stores.ts';
import { storeContract } from './store-contract.ts';

storeContract('the embedded store', async () => {
  let store = await spareStore();
  return {
    store,
    async reopen() {
      store = await reopen(store);
      return store;
    },
    end: () => giveBack(store),
  };
});
