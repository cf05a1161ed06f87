"""Lists in pages, by number."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """Fifty at a time, or as many as asked for, up to five hundred."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
