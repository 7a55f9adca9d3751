package io.github.polywire.metricq.client;

/**
 * What became of the chunks of a source.
 *
 * @param sentPoints points that the broker confirmed
 * @param sentChunks chunks that the broker confirmed
 * @param replayedChunks chunks that had to be sent again
 * @param droppedPoints points that were dropped for want of room
 * @param refusedPoints points that the broker refused
 * @param unconfirmedChunks chunks that wait for the broker
 * @param unconfirmedBytes their size in the buffer
 */
public record SourceCounts(long sentPoints, long sentChunks, long replayedChunks, long droppedPoints,
		long refusedPoints, int unconfirmedChunks, long unconfirmedBytes) {
}
