package io.github.polywire.statsd;

/**
 * What became of the metrics that were recorded, since the connector was made. A metric
 * is one call, or one line of Micrometer's; a negative gauge counts once although it
 * takes two lines. Once the connector is at rest, {@code accepted} is the sum of
 * {@code sent}, {@code droppedOldest}, {@code droppedAtShutdown} and {@code queued}.
 *
 * @param accepted how many got into the queue
 * @param sent how many were handed to the operating system
 * @param atRisk how many of these were handed over so shortly before the connection was
 * lost that they may not have arrived
 * @param queued how many wait
 * @param droppedOldest how many were in the queue and had to make room for newer ones
 * @param droppedNewest how many did not get into the full queue
 * @param droppedAtShutdown how many were left when the connector was closed, or recorded
 * after that
 * @param refused how many were no metrics: an empty path, a value that is not a number, a
 * line that is too long
 * @param reconnects how many connections followed the first
 */
public record ConnectorCounts(long accepted, long sent, long atRisk, long queued, long droppedOldest,
		long droppedNewest, long droppedAtShutdown, long refused, long reconnects) {
}
