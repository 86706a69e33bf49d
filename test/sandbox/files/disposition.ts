/**
 * The header under which a file is offered: `attachment; filename=Test-API-Export.csv`, with quotes if the name needs
 * them, and with the encoded form of RFC 6266 if the name is not ASCII.
 */
export function contentDisposition(fileName: string): string {
	if (/^[\w.-]+$/.test(fileName)) return `attachment; filename=${fileName}`;
	const ascii = fileName.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '\\$&');
	const quoted = `attachment; filename="${ascii}"`;
	if (/^[\x20-\x7e]*$/.test(fileName)) return quoted;
	const encoded = encodeURIComponent(fileName).replace(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `${quoted}; filename*=UTF-8''${encoded}`;
}
