import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';
import { byId, useEngine } from './harness';

const engine = useEngine({ runSeconds: 0 });

// Only root can make a small disk; elsewhere there is nothing to fill up.
const isRoot = process.getuid?.() === 0;
if (!isRoot)
	console.warn('Skipped: what happens when the disk is full (only root can make a small disk)');
const asRoot = isRoot ? describe : describe.skip;

asRoot('a disk that is full', () => {
	let disk: string;

	// Not outside, which is evaluated even if the tests are skipped.
	beforeAll(() => {
		disk = mkdtempSync(join(tmpdir(), 'n8n-small-disk-'));
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
	});
	afterAll(() => {
		execFileSync('umount', [disk]);
		rmSync(disk, { recursive: true });
	});

	it('is told about, after a single try, and no half file is left on it', async () => {
		const usual = Container.get(BinaryDataConfig).localStoragePath;
		Container.get(BinaryDataConfig).localStoragePath = disk;
		const { id } = engine.sandbox.addExport({
			name: 'Big',
			format: 'Comma-Separated Values',
			bytes: 5_000_000,
		});
		const { error, items } = await engine.runNode({
			parameters: { operation: 'runAndDownload', userIdentityId: byId(37442), exportId: byId(id) },
		});
		Container.get(BinaryDataConfig).localStoragePath = usual;

		expect(error?.message).toMatch(
			/^n8n could not store the file: its disk is full \(run \d+ of export \d+\)$/,
		);
		expect(error?.description).toContain('The file itself is still in WebAdMIT');
		expect(items).toEqual([]);
		expect(engine.requests().filter((request) => request.startsWith('file '))).toHaveLength(1);
		const left = readdirSync(disk, { recursive: true, withFileTypes: true });
		expect(left.filter((entry) => entry.isFile())).toEqual([]);
	});
});
