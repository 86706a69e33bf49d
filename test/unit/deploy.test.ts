import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { parse } from 'yaml';
import { asArray, asRecord, textOf } from '../n8n-server/json';
import { repositoryRoot } from '../n8n-server/paths';

const read = (file: string) => readFileSync(path.join(repositoryRoot, 'deploy', file), 'utf8');

const parsed = (file: string) => asRecord(parse(read(file), { merge: true }));
const servicesIn = (file: string) => asRecord(parsed(file).services);

const QUEUE = 'docker-compose.yml';
const ONE = ['compose.sqlite.yml', 'compose.postgres.yml'];
const COMPOSE = [QUEUE, ...ONE];

const services = servicesIn(QUEUE);
const service = (name: string) => asRecord(services[name]);
const environmentOf = (name: string) => asRecord(service(name).environment);
const N8N = ['main', 'worker', 'webhook'];

const versionIn = (manifest: string): string => {
	const file = path.join(repositoryRoot, manifest);
	return textOf(asRecord(JSON.parse(readFileSync(file, 'utf8'))), 'version');
};

function dependencyOf(manifest: string, name: string): string {
	const text = readFileSync(path.join(repositoryRoot, manifest), 'utf8');
	return textOf(asRecord(asRecord(JSON.parse(text)).dependencies), name);
}

describe('the example of n8n in queue mode with Docker', () => {
	it('has all parts of it', () => {
		expect(Object.keys(services).sort()).toEqual([...N8N, 'postgres', 'redis', 'proxy'].sort());
		expect(N8N.map((name) => service(name).command)).toEqual(['start', 'worker', 'webhook']);
		expect(asRecord(service('worker').deploy).replicas).toBe(2);
	});

	it('gives all processes of n8n the same image and the same settings', () => {
		for (const name of N8N) {
			expect(service(name).image).toBe(service('main').image);
			expect(environmentOf(name)).toEqual(environmentOf('main'));
		}
		expect(environmentOf('main')).toMatchObject({
			EXECUTIONS_MODE: 'queue',
			N8N_DEFAULT_BINARY_DATA_MODE: 'database',
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: 'postgres',
			QUEUE_BULL_REDIS_HOST: 'redis',
			N8N_ENCRYPTION_KEY: '${N8N_ENCRYPTION_KEY:?}',
		});
	});

	it('starts what others need before them', () => {
		expect(Object.keys(asRecord(service('main').depends_on))).toEqual(['postgres', 'redis']);
		for (const name of ['worker', 'webhook']) {
			expect(Object.keys(asRecord(service(name).depends_on)).sort()).toEqual([
				'main',
				'postgres',
				'redis',
			]);
		}
		for (const name of ['main', 'postgres', 'redis']) {
			for (const part of asArray(asRecord(service(name).healthcheck).test)) {
				expect(typeof part).toBe('string');
			}
		}
	});

	it('asks n8n whether it is ready in JavaScript that can be read', () => {
		const script = asArray(asRecord(service('main').healthcheck).test).at(-1);
		expect(script).toContain('/healthz/readiness');
		expect(() => new Script(String(script))).not.toThrow();
	});

	it('lets only the proxy be reached, which passes callbacks to the webhook processor', () => {
		const open = Object.keys(services).filter((name) => 'ports' in service(name));
		expect(open).toEqual(['proxy']);
		expect(asArray(service('proxy').volumes)).toContain('./Caddyfile:/etc/caddy/Caddyfile:ro');
		const caddyfile = read('Caddyfile');
		expect(caddyfile).toMatch(/@callbacks path \/webhook\/\* \/webhook-waiting\/\*/);
		expect(caddyfile).toMatch(/handle @callbacks \{\s+reverse_proxy webhook:5678/);
		expect(caddyfile).toMatch(/handle \{\s+reverse_proxy main:5678/);
	});
});

describe.each(ONE)('one n8n with Docker: %s', (file) => {
	const one = servicesIn(file);
	const n8n = asRecord(one.n8n);

	it('keeps what n8n keeps in a volume that the file declares', () => {
		expect(n8n.volumes).toEqual(['n8n:/home/node/.n8n']);
		expect(Object.keys(asRecord(parsed(file).volumes))).toContain('n8n');
	});

	it('can be reached from its own machine only, and the database not at all', () => {
		expect(n8n.ports).toEqual(['127.0.0.1:5678:5678']);
		expect(Object.keys(one).filter((name) => 'ports' in asRecord(one[name]))).toEqual(['n8n']);
	});

	it('has the database that its name says', () => {
		const isPostgres = file === 'compose.postgres.yml';
		expect(Object.keys(one)).toEqual(isPostgres ? ['n8n', 'postgres'] : ['n8n']);
		expect(asRecord(n8n.environment)).toMatchObject(
			isPostgres
				? {
						DB_TYPE: 'postgresdb',
						DB_POSTGRESDB_HOST: 'postgres',
						DB_POSTGRESDB_PASSWORD: asRecord(asRecord(one.postgres).environment).POSTGRES_PASSWORD,
					}
				: { DB_TYPE: 'sqlite' },
		);
		if (isPostgres) {
			expect(n8n.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
			expect(asArray(asRecord(asRecord(one.postgres).healthcheck).test)).toContain('pg_isready');
		}
	});

	it('has a name of its own, so that no two share volumes', () => {
		const names = COMPOSE.map((each) => parsed(each).name);
		expect(new Set(names).size).toBe(COMPOSE.length);
	});
});

test('every image has a version, and those of n8n and of the package belong together', () => {
	const dockerfile = read('Dockerfile');
	const n8n = /^ARG N8N_VERSION=(.+)$/m.exec(dockerfile)?.[1];
	const own = /^ARG WEBADMIT_VERSION=(.+)$/m.exec(dockerfile)?.[1];
	expect(own).toBe(versionIn('package.json'));
	expect(n8n).toBe(dependencyOf(path.join('test', 'n8n-server', '2.40', 'package.json'), 'n8n'));
	for (const file of COMPOSE) {
		const all = Object.values(servicesIn(file)).map(asRecord);
		for (const one of all) expect(textOf(one, 'image')).toMatch(/^[\w./-]+:\d[\w.-]*$/);
		const built = all.filter((one) => 'build' in one);
		expect(built).not.toEqual([]);
		for (const one of built) {
			expect(one.image).toBe(`n8n-webadmit:${n8n}-${own}`);
			expect(one.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
		}
	}
	const page = readFileSync(path.join(repositoryRoot, 'docs', 'install.md'), 'utf8');
	expect(page).toContain(`n8n-nodes-webadmit-${own}.tgz`);
	expect(page).toContain(`n8n-webadmit:${n8n}-${own}`);
	expect(new Set(page.match(/\d+\.\d+\.\d+(?=\.tgz)/g))).toEqual(new Set([own]));
});

test('the example of an .env file offers every variable that a compose file asks for', () => {
	const asked = COMPOSE.flatMap((file) =>
		[...read(file).matchAll(/\$\{(\w+)/g)].map(([, name]) => name),
	);
	const offered = [...read('example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
	expect([...new Set(asked)].sort()).toEqual(offered.sort());
});

describe('the image', () => {
	const NAME = 'n8n-nodes-webadmit';
	const run = promisify(execFile);
	let folder: string;
	const at = (...parts: string[]) => path.join(folder, ...parts);

	/** A packed package of that name and version, which says where it came from. */
	function pack(place: string, version: string, from: string): string {
		const source = at('source');
		mkdirSync(source, { recursive: true });
		writeFileSync(path.join(source, 'package.json'), JSON.stringify({ name: NAME, version, from }));
		execFileSync('npm', ['pack', '--pack-destination', place], { cwd: source, stdio: 'pipe' });
		return path.join(place, `${NAME}-${version}.tgz`);
	}

	const installed = (...parts: string[]) =>
		asRecord(JSON.parse(readFileSync(at(...parts, 'node_modules', NAME, 'package.json'), 'utf8')));

	beforeEach(() => {
		folder = mkdtempSync(path.join(tmpdir(), 'image-'));
		cpSync(path.join(repositoryRoot, 'deploy', 'image'), at('webadmit'), { recursive: true });
	});

	afterEach(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('copies the scripts and the packed file, and nothing that .dockerignore leaves out', () => {
		const [, sources = ''] = /^COPY --chown=node:node (.+) \S+$/m.exec(read('Dockerfile')) ?? [];
		expect(sources.split(' ')).toEqual(['deploy/image/', `${NAME}-*.tgz`]);
		const ignored = readFileSync(path.join(repositoryRoot, '.dockerignore'), 'utf8').split('\n');
		expect(ignored).toEqual(expect.arrayContaining(['*', '!deploy', `!${NAME}-*.tgz`]));
		expect(readdirSync(at('webadmit')).sort()).toEqual(['install.sh', 'start.sh']);
		for (const script of ['install.sh', 'start.sh']) {
			expect(read('Dockerfile')).toContain(`/home/node/webadmit/${script}`);
		}
	});

	it('takes the packed file of its version, not another one and not npm', async () => {
		pack(at('webadmit'), '1.2.3', 'file');
		pack(at('webadmit'), '1.2.2', 'older file');
		const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' };

		const { stdout } = await run('sh', [at('webadmit', 'install.sh'), '1.2.3'], { env });

		expect(stdout).toContain(`Installing ./${NAME}-1.2.3.tgz`);
		expect(installed('webadmit')).toMatchObject({ version: '1.2.3', from: 'file' });
	}, 60_000);

	it('takes its version from npm where there is no packed file of it', async () => {
		pack(at('webadmit'), '1.2.2', 'older file');
		const tarball = readFileSync(pack(folder, '1.2.3', 'npm'));
		const registry = createServer((request, response) => {
			if (request.url?.endsWith('.tgz')) {
				response.end(tarball);
				return;
			}
			const dist = { tarball: `http://${request.headers.host}/${NAME}-1.2.3.tgz` };
			response.setHeader('content-type', 'application/json');
			response.end(
				JSON.stringify({
					name: NAME,
					'dist-tags': { latest: '1.2.3' },
					versions: { '1.2.3': { name: NAME, version: '1.2.3', dist } },
				}),
			);
		});
		registry.listen(0, '127.0.0.1');
		await once(registry, 'listening');
		const address = registry.address();
		if (address === null || typeof address === 'string') throw new Error('There is no port');
		const env = {
			...process.env,
			npm_config_registry: `http://127.0.0.1:${address.port}/`,
			npm_config_cache: at('cache'),
		};

		const { stdout } = await run('sh', [at('webadmit', 'install.sh'), '1.2.3'], { env });

		registry.closeAllConnections();
		registry.close();
		expect(stdout).toContain(`Installing ${NAME}@1.2.3`);
		expect(installed('webadmit')).toMatchObject({ version: '1.2.3', from: 'npm' });
	}, 60_000);

	it('puts its nodes in place of older ones in the volume, leaves others, and starts n8n', async () => {
		const nodes = ['home', '.n8n', 'nodes', 'node_modules'];
		mkdirSync(at(...nodes, NAME), { recursive: true });
		writeFileSync(at(...nodes, NAME, 'left-over.js'), '');
		mkdirSync(at(...nodes, 'n8n-nodes-other'));
		mkdirSync(at('webadmit', 'node_modules', NAME), { recursive: true });
		writeFileSync(
			at('webadmit', 'node_modules', NAME, 'package.json'),
			JSON.stringify({ name: NAME, version: '1.2.3' }),
		);
		const env = { PATH: process.env.PATH, HOME: at('home') };

		const started = await run('sh', [at('webadmit', 'start.sh'), 'echo', 'entry point', 'worker'], {
			env,
		});

		expect(started.stdout).toBe('entry point worker\n');
		expect(installed('home', '.n8n', 'nodes')).toMatchObject({ version: '1.2.3' });
		expect(existsSync(at(...nodes, NAME, 'left-over.js'))).toBe(false);
		expect(existsSync(at(...nodes, 'n8n-nodes-other'))).toBe(true);
	});
});
