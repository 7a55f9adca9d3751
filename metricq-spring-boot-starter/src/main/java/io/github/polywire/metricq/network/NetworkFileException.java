package io.github.polywire.metricq.network;

import java.nio.file.Path;

import io.github.polywire.metricq.MetricqException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the file with the network's configurations and metadata cannot be read.
 */
public final class NetworkFileException extends MetricqException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param file the file
	 * @param problem what is wrong with it
	 * @param cause what led to it
	 */
	public NetworkFileException(Path file, String problem, @Nullable Throwable cause) {
		super("The file '" + file + "' of metricq.network.file " + problem
				+ ": correct it, or move it away to start with an empty network", cause);
	}

}
