/** The sandbox alone: `npx tsx test/sandbox/cli.ts --help`. */
import { parseArgs } from 'node:util';
import { startSandbox, type Sandbox } from './index';

const HELP = `A stand-in for WebAdMIT on 127.0.0.1.

  --api-port N      port of the API (default: any)
  --files-port N    port of the file host (default: any)
  --admin-port N    port of the admin origin (default: any)
  --run-seconds S   how long a run takes (default: 2)
  --change-seconds S
                    how long a batch of changes takes (default: 2)
  --json            print only one line of JSON: {apiUrl, filesUrl, adminUrl, apiKey}
  --help            this text
`;

function numberOf(name: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
		throw new Error(`--${name} takes a number, not "${text}"`);
	}
	return value;
}

function greeting({ apiUrl, filesUrl, adminUrl, apiKey }: Sandbox): string {
	const header = `-H 'x-api-key: ${apiKey}'`;
	const run = `${apiUrl}/api/v1/user_identities/37442/exports/86446/export_files`;
	return `The sandbox is listening.

  API    ${apiUrl}
  files  ${filesUrl}
  admin  ${adminUrl}
  key    ${apiKey}

Try:
  curl ${header} ${apiUrl}/api/v1/user_identities
  curl ${header} ${apiUrl}/api/v1/user_identities/37442/exports
  curl -X POST ${header} ${run}
  curl ${header} ${apiUrl}/api/v1/exports/86446/export_files/74780
  curl ${header} ${apiUrl}/api/v1/user_identities/37442/programs
  curl ${adminUrl}/requests

Stop it with Ctrl+C.`;
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			'api-port': { type: 'string' },
			'files-port': { type: 'string' },
			'admin-port': { type: 'string' },
			'run-seconds': { type: 'string' },
			'change-seconds': { type: 'string' },
			json: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const sandbox = await startSandbox({
		apiPort: numberOf('api-port', values['api-port']),
		filesPort: numberOf('files-port', values['files-port']),
		adminPort: numberOf('admin-port', values['admin-port']),
		runSeconds: numberOf('run-seconds', values['run-seconds']),
		changeSeconds: numberOf('change-seconds', values['change-seconds']),
	});
	// A terminal sends Ctrl-C to every process, and the process that started this one may pass it on. So the signal can
	// come twice.
	let stopped: Promise<void> | undefined;
	const stop = (): void => void (stopped ??= sandbox.close());
	process.on('SIGINT', stop);
	process.on('SIGTERM', stop);
	const { apiUrl, filesUrl, adminUrl, apiKey } = sandbox;
	const address = JSON.stringify({ apiUrl, filesUrl, adminUrl, apiKey });
	process.stdout.write(`${values.json ? address : greeting(sandbox)}\n`);
}

main().catch((error: unknown) => {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
