package io.github.polywire.dxlstreaming.connection;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * The cookies of one consumer instance: a load balancer finds the node that knows the
 * instance by them.
 */
final class ConsumerCookies implements ClientHttpRequestInterceptor {

	private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ORIGINAL_SERVER);

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		List<String> values = this.cookies.get(request.getURI(), Map.of()).getOrDefault(HttpHeaders.COOKIE, List.of());
		if (!values.isEmpty()) {
			request.getHeaders().set(HttpHeaders.COOKIE, String.join("; ", values));
		}
		ClientHttpResponse response = execution.execute(request, body);
		List<String> set = response.getHeaders().get(HttpHeaders.SET_COOKIE);
		if (set != null) {
			this.cookies.put(request.getURI(), Map.of(HttpHeaders.SET_COOKIE, set));
		}
		return response;
	}

}
