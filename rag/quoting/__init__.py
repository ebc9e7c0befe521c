"""x"""
quote=None
