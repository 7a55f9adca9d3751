package io.github.polywire.dxlstreaming;

import java.util.List;

import tools.jackson.databind.JsonNode;

/**
 * Handles what {@link Channel#run} consumes.
 */
@FunctionalInterface
public interface ChannelCallback {

	/**
	 * Handles the records of one poll, which may be none.
	 * @param records the records
	 * @return whether to go on; they are committed in either case
	 * @throws Exception ends the run; the records are not committed and come again
	 */
	boolean process(List<DxlRecord<JsonNode>> records) throws Exception;

}
