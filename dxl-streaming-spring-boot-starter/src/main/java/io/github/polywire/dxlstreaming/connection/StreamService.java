package io.github.polywire.dxlstreaming.connection;

import java.net.URI;
import java.util.Map;

import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.ConsumerException;
import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.TemporaryException;
import io.github.polywire.dxlstreaming.wire.StreamCodec;
import io.github.polywire.dxlstreaming.wire.StreamPaths;
import io.github.polywire.dxlstreaming.wire.WireFormatException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * The service: requests that carry a token, and their errors. Thread-safe.
 */
public final class StreamService {

	private static final MediaType RECORDS = MediaType.parseMediaType(StreamPaths.RECORDS_MEDIA_TYPE);

	private final ServiceSettings settings;

	private final HttpAccess http;

	private final ChannelAuth auth;

	private final StreamCodec codec;

	private final TokenUse tokens;

	/**
	 * Creates the service.
	 * @param settings where it is
	 * @param http makes requests
	 * @param auth gets tokens
	 * @param codec reads and writes bodies
	 */
	public StreamService(ServiceSettings settings, HttpAccess http, ChannelAuth auth, StreamCodec codec) {
		this.settings = settings;
		this.http = http;
		this.auth = auth;
		this.codec = codec;
		this.tokens = new TokenUse(auth);
	}

	/**
	 * Where the service is.
	 * @return the base URL
	 */
	public URI baseUrl() {
		return this.settings.baseUrl();
	}

	/**
	 * Reads and writes bodies.
	 * @return the codec
	 */
	public StreamCodec codec() {
		return this.codec;
	}

	StreamPaths paths() {
		return this.settings.paths();
	}

	HttpAccess http() {
		return this.http;
	}

	TokenUse newTokenUse() {
		return new TokenUse(this.auth);
	}

	/**
	 * Sends records in one request, once; again only if the token was refused.
	 * @param body the request, as the codec makes it
	 * @throws PermanentException if the service answers with an error
	 * @throws TemporaryException if it cannot be reached, or took the records and its
	 * answer was lost
	 */
	public void produce(byte[] body) {
		HttpAccess.Answer answer = call(this.http, this.tokens, HttpMethod.POST, paths().produce(), body, RECORDS,
				true);
		if (!answer.isSuccess()) {
			throw new PermanentException(answer.describe() + ": the records were not taken", null);
		}
	}

	/**
	 * Asks how far a consumer group is behind.
	 * @param group the consumer group
	 * @return the lag by topic
	 * @throws PermanentException if the service does not offer it
	 * @throws TemporaryException if it failed
	 */
	public Map<String, Long> lag(String group) {
		HttpAccess.Answer answer = call(this.http, this.tokens, HttpMethod.GET, paths().lag(group), null, null, true);
		int status = answer.status().value();
		if (status == 404 || status == 405) {
			throw new PermanentException(
					answer.describe() + ": the service does not tell the lag of the group '" + group + "'", null);
		}
		if (!answer.isSuccess()) {
			throw new TemporaryException(answer.describe(), null);
		}
		try {
			return this.codec.lag(answer.body());
		}
		catch (WireFormatException ex) {
			throw malformed(answer, ex);
		}
	}

	/**
	 * Makes a request with a token.
	 * @param access makes it, with or without cookies
	 * @param use the token
	 * @param method the method
	 * @param path the path
	 * @param body the body, or {@code null}
	 * @param type the type of the body, or {@code null}
	 * @param renew whether to make it again with a new token, if the token is refused
	 * @return the answer, with any status but 401 and 403
	 */
	HttpAccess.Answer call(HttpAccess access, TokenUse use, HttpMethod method, String path, byte @Nullable [] body,
			@Nullable MediaType type, boolean renew) {
		URI uri = ServiceSettings.resolve(this.settings.baseUrl(), path);
		while (true) {
			String token = use.token();
			HttpAccess.Answer answer = access.exchange(method, uri, (headers) -> {
				headers.setBearerAuth(token);
				headers.setContentType(type);
			}, body);
			if (!answer.isRefused()) {
				use.accepted();
				return answer;
			}
			use.refused(token, answer);
			if (!renew) {
				throw new NotSentException(answer.describe() + ": the token is potentially expired", null);
			}
		}
	}

	static TemporaryException malformed(HttpAccess.Answer answer, WireFormatException problem) {
		return new TemporaryException("The answer to " + answer.where() + " is not valid: " + problem.getMessage(),
				problem);
	}

	static ConsumerException gone(HttpAccess.Answer answer, String id) {
		return new ConsumerException("Consumer '" + id + "' does not exist: " + answer.describe()
				+ "; a new one goes on from the last commit", null);
	}

}
