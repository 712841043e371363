import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';

// fake-indexeddb refuses a key that holds one array twice, which is what Dexie's largest key becomes in a compound key;
// browsers take it. The other largest key that Dexie knows, for old browsers, means the same.
Dexie.maxKey = String.fromCharCode(0xffff);
