package io.github.polywire.dxlstreaming.connection;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.polywire.dxlstreaming.PermanentException;
import io.github.polywire.dxlstreaming.TemporaryException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Makes single requests, and reads bounded answers. Thread-safe.
 */
public final class HttpAccess {

	private final RestClient restClient;

	private final BoundedBody bodies;

	/**
	 * Creates the access.
	 * @param restClient makes requests; does not follow redirects, keeps no cookies, and
	 * sends no request twice
	 * @param settings bounds of responses
	 */
	public HttpAccess(RestClient restClient, ServiceSettings settings) {
		this(restClient, new BoundedBody(settings.maxResponseSize().toBytes(), settings.readTimeout()));
	}

	private HttpAccess(RestClient restClient, BoundedBody bodies) {
		this.restClient = restClient;
		this.bodies = bodies;
	}

	HttpAccess withCookies(ConsumerCookies cookies) {
		return new HttpAccess(this.restClient.mutate().requestInterceptor(cookies).build(), this.bodies);
	}

	/**
	 * Makes a request.
	 * @param method the method
	 * @param uri where
	 * @param headers sets headers
	 * @param body the body, or {@code null} for none
	 * @return the answer, of whatever status
	 * @throws TemporaryException if there is no whole answer
	 * @throws PermanentException if it is too large, or TLS refuses the service
	 */
	Answer exchange(HttpMethod method, URI uri, Consumer<HttpHeaders> headers, byte @Nullable [] body) {
		RestClient.RequestBodySpec request = this.restClient.method(method).uri(uri).headers(headers);
		if (body != null) {
			request.body(body);
		}
		String where = method + " " + uri;
		return translating(where, () -> request.exchange((sent, response) -> {
			HttpStatusCode status = response.getStatusCode();
			if (status.is2xxSuccessful()) {
				return new Answer(where, status, this.bodies.read(response, uri), "");
			}
			String location = status.is3xxRedirection() ? " (redirects are not followed)" : "";
			return new Answer(where, status, new byte[0], this.bodies.excerpt(response) + location);
		}));
	}

	private static Answer translating(String where, Supplier<@Nullable Answer> call) {
		try {
			Answer answer = call.get();
			if (answer == null) {
				throw new TemporaryException(where + " has no answer", null);
			}
			return answer;
		}
		catch (ResourceAccessException ex) {
			Throwable root = NestedExceptionUtils.getMostSpecificCause(ex);
			String message = where + " failed: " + Failures.describe(root);
			if (Failures.has(ex, ConnectException.class) || Failures.has(ex, ConnectTimeoutException.class)
					|| Failures.has(ex, UnknownHostException.class)) {
				throw new NotSentException(message, ex);
			}
			throw new TemporaryException(message, ex);
		}
		catch (RestClientException ex) {
			throw new TemporaryException(where + " failed: " + Failures.describe(ex), ex);
		}
	}

	/**
	 * What the service answered.
	 *
	 * @param where method and URL of the request
	 * @param status the status
	 * @param body the body of a success, else empty
	 * @param excerpt the beginning of the body of a failure
	 */
	record Answer(String where, HttpStatusCode status, byte[] body, String excerpt) {

		boolean isSuccess() {
			return this.status.is2xxSuccessful();
		}

		boolean isRefused() {
			return this.status.value() == 401 || this.status.value() == 403;
		}

		String describe() {
			return this.where + " was answered with " + this.status.value()
					+ (this.excerpt.isEmpty() ? "" : " (" + this.excerpt + ")");
		}

	}

}
