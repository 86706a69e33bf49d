import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { parse } from 'yaml';
import { asArray, asRecord, textOf } from '../n8n-server/json';
import { repositoryRoot } from '../n8n-server/paths';

const read = (file: string) => readFileSync(path.join(repositoryRoot, 'deploy', file), 'utf8');

const compose = asRecord(parse(read('docker-compose.yml'), { merge: true }));
const services = asRecord(compose.services);
const service = (name: string) => asRecord(services[name]);
const environmentOf = (name: string) => asRecord(service(name).environment);
const N8N = ['main', 'worker', 'webhook'];

const versionIn = (manifest: string): string => {
	const file = path.join(repositoryRoot, manifest);
	return textOf(asRecord(JSON.parse(readFileSync(file, 'utf8'))), 'version');
};

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

	it('names a version of every image, and those of n8n and of the package that belong together', () => {
		const images = Object.values(services).map((one) => textOf(asRecord(one), 'image'));
		for (const image of images) expect(image).toMatch(/^[\w./-]+:\d[\w.-]*$/);
		const dockerfile = read('Dockerfile');
		const n8n = /^ARG N8N_VERSION=(.+)$/m.exec(dockerfile)?.[1];
		const own = /^ARG WEBADMIT_VERSION=(.+)$/m.exec(dockerfile)?.[1];
		expect(own).toBe(versionIn('package.json'));
		expect(service('main').image).toBe(`n8n-webadmit:${n8n}-${own}`);
		const tested = JSON.parse(
			readFileSync(path.join(repositoryRoot, 'test', 'n8n-server', '2.40', 'package.json'), 'utf8'),
		) as unknown;
		expect(asRecord(asRecord(tested).dependencies).n8n).toBe(n8n);
	});

	it('asks for every variable in its example of an .env file', () => {
		const asked = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
		const offered = [...read('example.env').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
		expect([...new Set(asked)].sort()).toEqual(offered.sort());
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
