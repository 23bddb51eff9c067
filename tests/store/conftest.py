"""The stores are tried on real servers."""

from tests.servers import own_postgres, own_redis, postgres, redis

__all__ = ["own_postgres", "own_redis", "postgres", "redis"]
