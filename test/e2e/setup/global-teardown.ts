import { stopSharedServer } from './server';

export default stopSharedServer;
