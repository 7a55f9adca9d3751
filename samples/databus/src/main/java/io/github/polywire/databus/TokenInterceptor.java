package io.github.polywire.databus;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets in who has a good token.
 */
final class TokenInterceptor implements HandlerInterceptor {

	private static final String SCHEME = "Bearer";

	private final Tokens tokens;

	TokenInterceptor(Tokens tokens) {
		this.tokens = tokens;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		String token = token(request.getHeader(HttpHeaders.AUTHORIZATION));
		if (token == null) {
			throw DatabusException.refused(HttpStatus.UNAUTHORIZED, "A bearer token is needed", SCHEME);
		}
		String refusal = this.tokens.use(token);
		if (refusal != null) {
			throw DatabusException.refused(HttpStatus.FORBIDDEN, refusal, SCHEME);
		}
		return true;
	}

	private static @Nullable String token(@Nullable String authorization) {
		String prefix = SCHEME + " ";
		return (authorization != null && authorization.regionMatches(true, 0, prefix, 0, prefix.length()))
				? authorization.substring(prefix.length()).strip() : null;
	}

}
