/** Last part of the URL of a suspended execution. */
export const RESUME_PATH = 'webadmit';
