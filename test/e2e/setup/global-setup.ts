import { startSharedServer } from './server';

export default startSharedServer;
