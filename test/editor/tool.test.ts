import { asArray, asRecord } from '../n8n-server/json';
import { editorNodeType, useEditor } from './support/world';

const { world } = useEditor();

test('n8n offers the node as a tool, with a description that a model can choose it by', async () => {
	const tool = await editorNodeType(world, 'n8n-nodes-webadmit.webAdmitTool');

	expect(tool).toMatchObject({ displayName: 'WebAdMIT Tool', outputs: ['ai_tool'] });
	const description = String(tool.description);
	for (const word of ['applicants', 'WebAdMIT', 'admissions', 'exports', 'status', 'file']) {
		expect(description).toContain(word);
	}
	const properties = asArray(tool.properties).map(asRecord);
	expect(properties).toContainEqual(
		expect.objectContaining({ name: 'toolDescription', default: description }),
	);
});
