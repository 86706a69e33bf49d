import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** Files in a zip; their time is fixed, so that the same files make the same bytes. */
export async function zip(files: ReadonlyArray<{ name: string; bytes: Buffer }>): Promise<Buffer> {
	const archive = new ZipFile();
	for (const file of files) {
		archive.addBuffer(file.bytes, file.name, { mtime: new Date(2014, 10, 5, 12, 0, 0) });
	}
	archive.end();
	return await buffer(archive.outputStream);
}
