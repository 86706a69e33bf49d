import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { Zip, type ZipInputFile } from 'fflate';
import { ZipFile } from 'yazl';
import type { Content } from './content';

/** A fixed time, so that the same files make the same bytes. */
const MODIFIED = { mtime: new Date(2014, 10, 5, 12, 0, 0) };

/** The largest size and offset that a plain zip can have. */
const BIGGEST = 2 ** 32;

/** Flag of a file in a zip: its name is in UTF-8. */
const UTF8_NAMES = 0x800;

/** Files in a zip. */
export async function zip(files: ReadonlyArray<{ name: string; bytes: Buffer }>): Promise<Buffer> {
	const archive = new ZipFile();
	for (const file of files) archive.addBuffer(file.bytes, file.name, MODIFIED);
	archive.end();
	return await buffer(archive.outputStream);
}

/** Removes the mark that the names in a zip are in UTF-8. The zip must have fewer than 65,536 files and no comment. */
export function unmarkNames(archive: Buffer): Buffer {
	const unmarked = Buffer.from(archive);
	const unmark = (at: number) => {
		unmarked.writeUInt16LE(unmarked.readUInt16LE(at) & ~UTF8_NAMES, at);
	};
	const end = unmarked.length - 22;
	let entry = unmarked.readUInt32LE(end + 16);
	for (let left = unmarked.readUInt16LE(end + 10); left > 0; left--) {
		unmark(entry + 8);
		unmark(unmarked.readUInt32LE(entry + 42) + 6);
		const lengths = [28, 30, 32].map((at) => unmarked.readUInt16LE(entry + at));
		entry += lengths.reduce((sum, length) => sum + length, 46);
	}
	return unmarked;
}

/**
 * A zip with the same file under each of these names. It is made while it is read, so that a big zip takes little more
 * memory than the one file.
 */
export function bigZip(names: readonly string[], bytes: Buffer): Content {
	let size = 0;
	for (const chunk of stored(names, bytes)) size += chunk.length;
	if (size >= BIGGEST) throw new Error(`A zip has less than ${BIGGEST} bytes`);
	return { bytes: Readable.from(stored(names, bytes), { objectMode: false }), size };
}

/**
 * Nothing is compressed, and the checksum is made only once. So it is faster than any client reads, and the speed of a
 * client can be measured.
 */
function* stored(names: readonly string[], bytes: Buffer): Generator<Buffer> {
	const written: Buffer[] = [];
	const archive = new Zip((error, chunk) => {
		if (error !== null) throw error;
		written.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
	});
	const shared = new Uint8Array(bytes);
	const facts = { ...MODIFIED, size: bytes.length, crc: crc32(bytes), compression: 0 };
	for (const filename of names) {
		const file: ZipInputFile = { ...facts, filename };
		archive.add(file);
		file.ondata?.(null, shared, true);
		yield* written.splice(0);
	}
	archive.end();
	yield* written;
}
