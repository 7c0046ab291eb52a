import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import silian.kernel.models.records
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('username', models.CharField(error_messages={'unique': '这个用户名已有人使用。'}, max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='用户名')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='姓名')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='电子邮箱')),
                ('language', models.CharField(blank=True, max_length=10, verbose_name='界面语言')),
                ('is_demo', models.BooleanField(default=False, verbose_name='演示数据')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '人员',
                'ordering': ['username'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='accounts_user_username', violation_error_message='这个用户名已有人使用。'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='accounts_user_email', violation_error_message='这个电子邮箱已有人使用。')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('name', models.CharField(max_length=100, verbose_name='用途')),
                ('hint', models.CharField(max_length=12, verbose_name='开头')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='哈希')),
                ('scopes', models.JSONField(default=list, verbose_name='权限范围')),
                ('consortium_id', models.BigIntegerField(blank=True, null=True, verbose_name='联合体')),
                ('organisation_id', models.BigIntegerField(blank=True, null=True, verbose_name='代表单位')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('last_used_at', models.DateTimeField(null=True, verbose_name='上次使用')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '访问令牌',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('hash', models.CharField(max_length=64, unique=True, verbose_name='哈希')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(null=True, verbose_name='使用时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '邀请',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='KnownSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(default=silian.kernel.models.records.new_ref, editable=False, max_length=16, unique=True, verbose_name='编号')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建立时间')),
                ('session_key', models.CharField(max_length=40, unique=True, verbose_name='会话')),
                ('address', models.CharField(blank=True, max_length=45, verbose_name='网络地址')),
                ('agent', models.CharField(blank=True, max_length=200, verbose_name='浏览器')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_sessions', to=settings.AUTH_USER_MODEL, verbose_name='人员')),
            ],
            options={
                'verbose_name': '登录会话',
                'ordering': ['-created_at', '-id'],
            },
        ),
    ]
