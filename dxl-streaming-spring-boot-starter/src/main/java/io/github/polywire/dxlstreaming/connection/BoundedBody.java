package io.github.polywire.dxlstreaming.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.polywire.dxlstreaming.ResponseTooLargeException;
import org.apache.hc.core5.http.io.EofSensorInputStream;

import org.springframework.http.client.ClientHttpResponse;

/**
 * Reads bodies of responses, of a bounded size and in a bounded time.
 */
final class BoundedBody {

	private static final int BUFFER_SIZE = 16 * 1024;

	private static final int EXCERPT_LENGTH = 200;

	private final long maxBytes;

	private final long maxNanos;

	BoundedBody(long maxBytes, Duration maxTime) {
		this.maxBytes = maxBytes;
		this.maxNanos = maxTime.toNanos();
	}

	/**
	 * Reads a body to its end.
	 * @param response the response
	 * @param uri where it came from, for messages
	 * @return the body
	 * @throws IOException if it breaks, or has not ended in time
	 * @throws ResponseTooLargeException if it is too large
	 */
	byte[] read(ClientHttpResponse response, Object uri) throws IOException {
		InputStream in = response.getBody();
		try {
			long announced = response.getHeaders().getContentLength();
			if (announced > this.maxBytes) {
				throw tooLarge(uri);
			}
			byte[] body = read(in, (int) Math.max(announced, 1024), this.maxBytes + 1);
			if (body.length > this.maxBytes) {
				throw tooLarge(uri);
			}
			if (announced > body.length) {
				throw new IOException("The response ended after " + body.length + " of " + announced + " bytes");
			}
			return body;
		}
		catch (IOException | RuntimeException ex) {
			abort(in);
			throw ex;
		}
	}

	private byte[] read(InputStream in, int expected, long limit) throws IOException {
		long start = System.nanoTime();
		ByteArrayOutputStream body = new ByteArrayOutputStream(expected);
		byte[] buffer = new byte[BUFFER_SIZE];
		while (body.size() < limit) {
			int count = in.read(buffer, 0, (int) Math.min(buffer.length, limit - body.size()));
			if (count < 0) {
				break;
			}
			body.write(buffer, 0, count);
			if (System.nanoTime() - start > this.maxNanos) {
				throw new IOException("The response has not ended within " + Duration.ofNanos(this.maxNanos).toMillis()
						+ " ms (dxl.streaming.read-timeout)");
			}
		}
		return body.toByteArray();
	}

	// Closing alone would read what is left, of which there may be no end.
	private static void abort(InputStream in) throws IOException {
		if (in instanceof EofSensorInputStream stream) {
			stream.abort();
		}
	}

	private byte[] excerpt(InputStream in) throws IOException {
		try {
			byte[] start = read(in, EXCERPT_LENGTH, EXCERPT_LENGTH + 1L);
			if (start.length > EXCERPT_LENGTH) {
				abort(in);
			}
			return start;
		}
		catch (IOException ex) {
			abort(in);
			throw ex;
		}
	}

	private ResponseTooLargeException tooLarge(Object uri) {
		return new ResponseTooLargeException("The response of " + uri + " has more than " + this.maxBytes
				+ " bytes; raise dxl.streaming.max-response-size, or have fewer records in a poll"
				+ " (dxl.streaming.consumer.configs.max.poll.records)", null);
	}

	/**
	 * Reads the beginning of a body, for the message of an exception.
	 * @param response the response
	 * @return the text without control characters, or an empty one
	 */
	String excerpt(ClientHttpResponse response) {
		try {
			InputStream in = response.getBody();
			byte[] start = excerpt(in);
			String text = new String(start, 0, Math.min(start.length, EXCERPT_LENGTH), StandardCharsets.UTF_8);
			return text.replaceAll("\\p{Cntrl}", " ").strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

}
