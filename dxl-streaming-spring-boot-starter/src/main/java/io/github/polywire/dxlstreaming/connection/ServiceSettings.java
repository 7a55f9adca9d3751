package io.github.polywire.dxlstreaming.connection;

import java.net.URI;
import java.time.Duration;

import io.github.polywire.dxlstreaming.wire.StreamPaths;

import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Where the service is, and what is expected of it.
 *
 * @param baseUrl its URL, to which paths are added
 * @param paths its paths
 * @param maxResponseSize the largest response that is read
 * @param readTimeout how long a response may take
 */
public record ServiceSettings(URI baseUrl, StreamPaths paths, DataSize maxResponseSize, Duration readTimeout) {

	/**
	 * Checks the settings.
	 * @param baseUrl its URL
	 * @param paths its paths
	 * @param maxResponseSize the largest response that is read
	 * @param readTimeout how long a response may take
	 */
	public ServiceSettings {
		Assert.isTrue(maxResponseSize.toBytes() > 0 && maxResponseSize.toBytes() < Integer.MAX_VALUE - 64,
				"'maxResponseSize' must be positive and less than 2 GB");
	}

	/**
	 * A URL of the service.
	 * @param base the base URL
	 * @param path a path that begins with a slash, encoded
	 * @return both
	 */
	public static URI resolve(URI base, String path) {
		return URI.create(base.toString().replaceAll("/+$", "") + path);
	}

}
