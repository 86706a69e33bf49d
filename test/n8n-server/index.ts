export { N8nClient } from './client';
export type {
	CredentialDefinition,
	CredentialTest,
	ListSearch,
	ManualRun,
	StoredCredential,
} from './client';
export { ENDED, FinishedRun, hasFailed } from './executions';
export type { ExecutionSummary, StoredExecution } from './executions';
export { residentMemory } from './memory';
export { cacheFolder, packedPackage, repositoryRoot } from './paths';
export { freePort } from './ports';
export { N8nProcess } from './process';
export type { N8nProcessOptions } from './process';
export { N8nServer } from './server';
export type { N8nServerOptions } from './server';
export { OWNER, RestError } from './session';
export type { SessionTicket } from './session';
export { waitFor } from './wait';
export { chain, readWorkflowFile } from './workflows';
export type { CredentialChoice, StoredWorkflow, WorkflowDefinition } from './workflows';
