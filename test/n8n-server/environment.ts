import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asRecord, textOf } from './json';
import { repositoryRoot } from './paths';

/** What a process of n8n is there for: everything, or one part of its queue mode. */
export type N8nCommand = 'start' | 'worker' | 'webhook';

export interface ServerEnvironment {
	command: N8nCommand;
	version: string;
	serverFolder: string;
	userFolder: string;
	port: number;
	brokerPort: number;
	/** Settings of the caller's own: they win. */
	more?: NodeJS.ProcessEnv;
}

/**
 * Variables that would make the server another one: the developer's own n8n settings, what npm and jest
 * set for their children (n8n behaves differently where NODE_ENV is `test`), and proxies, which know nothing of servers on
 * this machine.
 */
const NOT_INHERITED =
	/^(N8N_|DB_|EXECUTIONS_|QUEUE_|CREDENTIALS_|NODES_|WEBHOOK_|VUE_APP_|JEST_|npm_|NODE_ENV$|NODE_OPTIONS$|(HTTPS?|ALL|NO)_PROXY$)/i;

/** All that n8n would ask the internet for, or tell it. */
const OFFLINE: NodeJS.ProcessEnv = {
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	EXTERNAL_FRONTEND_HOOKS_URLS: '',
};

/** Settings that only one version knows (n8n refuses to start on some that it does not know). */
function versionSettings(version: string): NodeJS.ProcessEnv {
	const file = path.join(repositoryRoot, 'test', 'n8n-server', version, 'environment.json');
	if (!existsSync(file)) return {};
	const settings = asRecord(JSON.parse(readFileSync(file, 'utf8')));
	return Object.fromEntries(Object.keys(settings).map((name) => [name, textOf(settings, name)]));
}

/** A worker serves nobody: it says on a port whether it is ready only if it is asked to. */
const workerHealth = (port: number): NodeJS.ProcessEnv => ({
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	QUEUE_HEALTH_CHECK_PORT: String(port),
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
});

/** The environment of an n8n process that listens on this machine only, on SQLite. */
export function serverEnvironment(server: ServerEnvironment): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {};
	let inheritedPath = '';
	for (const [name, value] of Object.entries(process.env)) {
		if (name.toUpperCase() === 'PATH') inheritedPath = value ?? '';
		else if (!NOT_INHERITED.test(name)) env[name] = value;
	}
	const url = `http://127.0.0.1:${server.port}/`;
	return {
		...env,
		...OFFLINE,
		...versionSettings(server.version),
		// The task runner is started as `node`: it has to be the server's own.
		PATH: [path.join(server.serverFolder, 'node_modules', '.bin'), inheritedPath].join(
			path.delimiter,
		),
		NODE_ENV: 'production',
		NO_COLOR: '1',
		DB_TYPE: 'sqlite',
		N8N_USER_FOLDER: server.userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_PORT: String(server.port),
		// Not "localhost", which can be ::1, where nobody listens.
		N8N_WEBHOOK_URL: url,
		// The name that n8n 1 knows it by.
		WEBHOOK_URL: url,
		N8N_EDITOR_BASE_URL: url,
		N8N_RUNNERS_BROKER_PORT: String(server.brokerPort),
		N8N_PYTHON_ENABLED: 'false',
		// Plain http: a secure cookie would not come back in every browser.
		N8N_SECURE_COOKIE: 'false',
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_COMMUNITY_PACKAGES_ENABLED: 'true',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_REINSTALL_MISSING_PACKAGES: 'false',
		// How long a stopping server waits for executions.
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		...(server.command === 'worker' ? workerHealth(server.port) : {}),
		...server.more,
	};
}
